"""Command lines that work, from which random ones start; small enough to take seconds."""

TIED = "--p 6 --H 3 --N 9 --sigma2 0.1"
MODEL = "--model untied-autoencoder --size p=6 --size H=3 --size N=9 --value sigma2=0.1"
SAMPLES = "--data SAMPLES --H 3 --sigma2 0.1"
SMALL = "--workers 1 --out OUT"
OWN = "--size p=6 --size H=3 --size N=9 --value sigma2=0.1"
PLANE = "--x H --y sigma2"
OWN_MODELS = ("tied", "fit", "decay", "two", "symmetric", "odd", "shifted", "eighth")
READING = ("--columns", "--drop", "--header", "--no-header", "--delimiter", "--decimal", "--holdout", "--standardize")
TIED_ONLY = ("--p", "--H", "--N", "--sigma2", "--free", "--infinite-data", "--covariance", "--single", "--memory")
APART = {
    "--model": (*TIED_ONLY, "--data", "--center", "--no-center", "--no-scale"),
    "--sigma2": ("--model",),
    "--p": ("--data",),
    "--data": ("--model", "--p", "--N", "--covariance"),
    "--scale": ("--size", "--value"),
    "--size": ("--scale",),
    "--series": ("--regime", "--budget"),
    "--regime": ("--series", "--accuracy"),
    "--optimizer": ("--device",),
}
"""Options that are refused beside another one."""
NEEDED = {
    "--model": ("--size", "--value", "--matrix", "--series"),
    "--data": READING,
    "--optimizer": ("--rate", "--batch"),
    "--regime": ("--correction",),
}
"""Options that say nothing without another one."""
LINES = {
    "expand": [
        *("--loss train --order 2", "--loss population --order 3 --planar", "--model quadratic --order 2"),
        *("--order 1 --moment variance", "--order 2 --format latex", "--order 2 --free --json"),
        *(f"--model FILES/{name}.toml --order 2" for name in OWN_MODELS),
        *(f"--model FILES/{name}.toml --order 1 --moment variance --json" for name in OWN_MODELS),
    ],
    "models": ["untied-autoencoder", "quadratic --json", "FILES/tied.toml", "FILES/odd.toml", ""],
    "regimes": [
        *("", "mean-field", "--model quadratic", "free --series 3", "--model tied-weight-decay mean-field"),
        *("mean-field --format python", "--json", "--model untied-autoencoder lazy", "large-data --format latex"),
        *(f"--model FILES/{name}.toml" for name in OWN_MODELS),
    ],
    "classify": [
        *(f"--model FILES/{name}.toml {OWN}" for name in OWN_MODELS),
        *(f"--model FILES/{name}.toml --scale p=1 --scale H=0.5 --scale sigma2=-1" for name in OWN_MODELS),
        MODEL,
        TIED,
        "--H p^0.5 --N p^2 --sigma2 p^-1",
        f"{TIED} --json",
        "--model quadratic --scale p=1 --scale H=0.5 --scale K=1",
    ],
    "predict": [
        f"{TIED} --t-max 1 --points 3 --regime mean-field",
        f"{TIED} --t-max 1 --points 3",
        f"{SAMPLES} --t-max 1 --points 3",
        f"{MODEL} --t-max 0.2 --points 3 --series",
        f"{MODEL} --t-max 0.5 --points 3 --accuracy 0.05",
        f"{TIED} --t-max 1 --points 3 --regime narrow-latent --correction",
        f"{TIED} --t-max 1 --points 3 --runs 1",
        f"{TIED} --t-max 1 --points 3 --json",
        f"{TIED} --t-max 1 --points 3 --regime mean-field --covariance power-law:1 --json",
        f"{SAMPLES} --t-max 1 --points 3 --json --holdout 0.3",
        f"{MODEL} --t-max 0.5 --points 3 --regime lazy --json",
        f"{MODEL} --t-max 0.2 --points 3 --matrix X=SAMPLES",
        *(f"--model FILES/{name}.toml {OWN} --t-max 0.2 --points 3 --json" for name in OWN_MODELS),
        *(f"--model FILES/{name}.toml {OWN} --t-max 0.2 --points 3 --series --json" for name in OWN_MODELS),
    ],
    "weight-decay": [
        "--data SAMPLES --H 3",
        "--data SAMPLES --H 3 --values 0,0.1,1 --json --out OUT",
        "--data SAMPLES --H 3 --holdout 0.3 --noise 0.5 --json",
        "--data SAMPLES --H 12 --t-max 2 --sigma2 0.1 --holdout 0.4",
        "--data digits --H 10 --holdout 0.3",
    ],
    "simulate": [
        *(f"{line} --t-max 1 --points 3 --seeds 2" for line in (TIED, SAMPLES, MODEL)),
        *(f"{line} --t-max 1 --points 3 --seeds 2 --optimizer adam --rate 0.01" for line in (TIED, SAMPLES, MODEL)),
        f"{TIED} --t-max 1 --points 3 --optimizer sgd --rate 0.1 --batch 2 --json",
        f"{SAMPLES} --t-max 1 --points 3 --stderr 0.1 --holdout 0.3 --json",
        f"{TIED} --t-max 1 --points 3 --covariance power-law:1 --json",
        *(f"--model FILES/{name}.toml {OWN} --t-max 0.2 --points 3 --seeds 2 --json" for name in OWN_MODELS),
    ],
    "check": [
        *("--regime mean-field --p 64 --seeds 2", "--regime narrow-latent --p 64 --seeds 3 --json --out OUT"),
        *("--regime large-data --p 64 --seeds 2 --seed 3", "--regime mean-field --p 64 --seeds 2 --covariance 1:1"),
        *("--regime narrow-latent --data SAMPLES --seeds 2", "--data digits --regime mean-field --seeds 2"),
        *("--regime mean-field --data SAMPLES --standardize --seeds 4 --json", "--model quadratic --seeds 2 --json"),
        *(
            "--model tied-weight-decay --regime mean-field --seeds 2",
            "--model untied-autoencoder --regime lazy --seeds 3",
        ),
        *(f"--model FILES/{name}.toml --order 3 --seeds 2 --out OUT" for name in OWN_MODELS),
    ],
    "compare": [
        f"{TIED} --t-max 1 --points 3 --seeds 2 --out OUT/x.pdf",
        f"{SAMPLES} --t-max 1 --points 3 --seeds 2 --out OUT/x.png",
        f"{TIED} --t-max 1 --points 3 --seeds 3 --json --out OUT/x.svg",
        f"{TIED} --t-max 0.5 --points 3 --seeds 2 --covariance power-law:1",
        f"{MODEL} --t-max 0.5 --points 3 --seeds 2 --accuracy 0.05",
        *(f"--model FILES/{name}.toml {OWN} --t-max 0.2 --points 3 --seeds 2 --json" for name in OWN_MODELS),
    ],
    "sweep": [
        f"{SMALL} {MODEL} --t-max 1 --accuracy 0.1",
        f"{SMALL} {MODEL} --t-max 0.2 --points 3 --quantity series --json",
        "--workers 1 --model quadratic --size p=6 --size H=2,3 --size K=4 --value sigma2=0.1,1 --value mu2=1"
        " --t-max 0.2 --quantity series",
        *(f"{SMALL} --model FILES/{name}.toml {OWN} --t-max 0.2 --quantity series" for name in OWN_MODELS),
        *(f"{SMALL} --model FILES/{name}.toml {OWN} --t-max 0.2 --points 3 --quantity runs" for name in OWN_MODELS),
    ],
    "figures": [
        *("prism --out OUT", "--list", "--list --json prism", "prism --quick --json --out OUT"),
        *("scalings --quick --out OUT", "prism prism --out OUT", "--list prism facets"),
    ],
    "phase-diagram scaling": [
        *("--out OUT", "--model quadratic --x H --y sigma2 --fix p=1 --fix K=1 --out OUT"),
        *("--slice N=p^2 --out OUT --json", "--x H --y sigma2 --x-range 0,2 --fix N=inf --out OUT"),
        *(f"--model FILES/{name}.toml --x H --y sigma2 --fix p=1 --out OUT --json" for name in OWN_MODELS),
    ],
    "phase-diagram validity": [
        f"--points 2 --horizon 0.1 {SMALL}",
        f"{PLANE} --x-range 10,99 --y-range 0.001,0.1 --fix p=10 --fix N=inf --limit mean-field --points 2 {SMALL}",
        f"--x eta --y nu --fix alpha=0.5 --points 2 --json {SMALL}",
        *(
            f"--model FILES/{name}.toml {PLANE} --x-range 3,6 --y-range 0.1,0.2 --fix p=4 --fix N=5 --points 2 {SMALL}"
            for name in OWN_MODELS
        ),
    ],
    "phase-diagram prototypes": [f"--size 5 --x-cells 2 --y-cells 3 --sets 1 --steps 20 {SMALL}"],
    "prototypes forces": ["--loss separation --loss coverage", "--loss exp(-d/tau) --centres 0,0.5 --out OUT"],
    "prototypes flow": [
        "--loss separation=0.5 --loss coverage --prototypes 5 --samples 5 --t-max 1 --points 4 --out OUT",
        "--loss overlap --space weights --start random --prototypes 4 --samples 3 --t-max 0.1 --points 3",
    ],
    "prototypes critical": ["--size 6", "--size 5 --repulsor exp(-d/tau) --tau 0.03", "--size 4 --flow"],
    "prototypes study": [
        f"--sizes 3,5 --seeds 2 --steps 20 {SMALL}",
        f"--sizes 4 --seeds 3 --steps 20 --optimizer flow --masks baseline,coverage --width 6 {SMALL}",
    ],
    "prototypes claims-map": [
        f"--strengths 0.1 --taus 0.01,0.1 --coverage-taus 0.01 --sizes 3,4 --seeds 2 --steps 10 {SMALL}"
    ],
    "prototypes tau-sweep": [f"--size 5 --seeds 3 --taus 0.01,0.1 --elapsed 0.1 --steps 20 {SMALL}"],
    "prototypes balance": [
        f"--size 4 --sets 1 --margins 0,1 --steps 20 {SMALL}",
        f"--size 5 --sets 1 --margins 0.5 --steps 20 --repulsor exp(-d/tau) --inputs random --centres samples {SMALL}",
    ],
    "prototypes train": [
        "--size 4 --steps 40 --out OUT",
        "--size 3 --steps 30 --loss exp(-d/tau)=0.1 --optimizer flow",
    ],
    "prototypes ridges": ["--size 5 --seeds 2 --steps 20", "--size 4 --seeds 1 --steps 10 --dimension 3 --width 6"],
    "prototypes reconstruct": [
        f"--sizes 3,4 --seeds 1 --steps 20 --masks baseline,coverage {SMALL}",
        "--data SAMPLES --columns 0,1 --seeds 1 --steps 20 --out OUT",
        "--weights FILES/w-good.npz --mask coverage --json",
        "--weights FILES/w-good.npy --samples 5 --out OUT",
        "--weights FILES/w-plane.npz --data SAMPLES --columns 0,1",
    ],
}
"""Lines that work, to start from; commands that are not named start from their required options."""
