"""The measures of a trained network by name, as tables and figures call them."""

MEASURES = {
    "error": "reconstruction error",
    "specialization": "specialization ratio",
    "response_specialization": "specialization ratio by response",
    "outside": "prototypes outside the hull",
    "clearly_outside": "prototypes outside by 1 % of the hull",
    "fit": "mean squared error",
    "dead": "dead neurons",
    "floored": "neurons at the floor of |w|",
}
