"""An example for the help page of every command."""

EXAMPLES = {
    "expand": "prism expand --order 2 --planar",
    "models": "prism models untied-autoencoder",
    "regimes": "prism regimes mean-field --format python",
    "classify": "prism classify --H p^0.5 --N p^2 --sigma2 p^-1",
    "predict": "prism predict --regime mean-field --p 200 --H 800 --N 400 --sigma2 0.001 --t-max 2",
    "simulate": "prism simulate --p 50 --H 20 --N 100 --sigma2 0.01 --t-max 2",
    "check": "prism check --regime mean-field --out out/check",
    "weight-decay": "prism weight-decay --data digits --H 64 --holdout 0.25 --noise 0.5",
    "compare": "prism compare --p 64 --H 32 --N 128 --sigma2 0.01 --t-max 1 --out compare.png",
    "sweep": "prism sweep --model tied-autoencoder --size p=16 --size H=8,16 --size N=32 --value sigma2=0.1 --t-max 1",
    "figures": "prism figures prism facets --out out/figures",
    "prototypes forces": "prism prototypes forces --loss separation",
    "prototypes flow": "prism prototypes flow --loss coverage=1 --prototypes 6 --samples 6",
    "prototypes critical": "prism prototypes critical --size 20 --tau 0.003",
    "prototypes study": "prism prototypes study --out out/study",
    "prototypes claims-map": "prism prototypes claims-map --out out/claims",
    "prototypes tau-sweep": "prism prototypes tau-sweep --out out/tau",
    "prototypes balance": "prism prototypes balance --out out/balance",
    "prototypes train": "prism prototypes train --out out/train",
    "prototypes ridges": "prism prototypes ridges --size 20 --seeds 10",
    "prototypes reconstruct": "prism prototypes reconstruct --weights model.npz --mask coverage",
    "phase-diagram scaling": "prism phase-diagram scaling --out out",
    "phase-diagram validity": "prism phase-diagram validity --out out",
    "phase-diagram prototypes": "prism phase-diagram prototypes --out out",
}
"""Command -> a line that can be typed as it stands, from small to large."""
