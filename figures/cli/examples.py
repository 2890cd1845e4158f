"""An example for the help page of every command."""

EXAMPLES = {
    "expand": "prism expand --order 2 --planar",
    "models": "prism models untied-autoencoder",
    "regimes": "prism regimes mean-field --format python",
    "classify": "prism classify --H p^0.5 --N p^2 --sigma2 p^-1",
    "predict": "prism predict --regime mean-field --p 60 --H 1200 --N 120 --sigma2 2e-4 --t-max 1",
    "simulate": "prism simulate --p 50 --H 20 --N 100 --sigma2 0.01 --t-max 2",
    "check": "prism check --regime mean-field --out out/check",
    "weight-decay": "prism weight-decay --data digits --H 64 --holdout 0.25 --noise 0.5",
    "compare": "prism compare --p 60 --H 1200 --N 120 --sigma2 2e-4 --t-max 1 --out compare.png",
    "sweep": "prism sweep --model tied-autoencoder --size p=16 --size H=8,16 --size N=32 --value sigma2=0.1 --t-max 1",
    "figures": "prism figures prism scalings --out out/figures",
    "prototypes forces": "prism prototypes forces --loss separation",
    "prototypes flow": "prism prototypes flow --loss coverage=1 --prototypes 6 --samples 6",
    "prototypes critical": "prism prototypes critical --size 20 --tau 0.003",
    "prototypes study": "prism prototypes study --sizes 5,10 --out out/study",
    "prototypes claims-map": "prism prototypes claims-map --sizes 5 --strengths 0.1 --taus 1e-3,0.01 --out out",
    "prototypes tau-sweep": "prism prototypes tau-sweep --size 10 --taus 1e-3,0.01,0.1 --out out/tau",
    "prototypes balance": "prism prototypes balance --size 10 --sets 10 --out out/balance",
    "prototypes train": "prism prototypes train --out out/train",
    "prototypes ridges": "prism prototypes ridges --size 20 --seeds 10",
    "prototypes reconstruct": "prism prototypes reconstruct --weights model.npz --mask coverage\n"
    "  # numpy.savez('model.npz', w=w, b=b, a=a) makes the file, of arrays (M,), (M, d), (M,)",
    "phase-diagram scaling": "prism phase-diagram scaling --out out",
    "phase-diagram validity": "prism phase-diagram validity --x eta --y nu --fix alpha=0.5 --points 4 "
    "--limit mean-field --out out",
    "phase-diagram prototypes": "prism phase-diagram prototypes --size 10 --x-cells 3 --y-cells 4 --out out",
}
"""Command -> a line that can be typed as it stands, from small to large."""
