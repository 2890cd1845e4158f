"""Monte Carlo of nested automatic derivatives: dL/dt along a flow, written without the package's words."""

import torch


def time_derivatives(losses, drawn, trained, driving, orders):
    """``d^s losses[name] / dt^s`` at t = 0 per sample: ``{name: tensor (orders + 1, samples)}``.

    ``losses`` maps names to functions of the drawn matrices (shape (samples, rows, columns)); ``trained`` names those
    that move by minus the gradient of the loss ``driving``.
    """
    moving = [drawn[name].requires_grad_() for name in trained]

    def gradient(values):
        found = torch.autograd.grad(values.sum(), moving, create_graph=True, allow_unused=True, materialize_grads=True)
        return list(found)

    velocity = [-g for g in gradient(losses[driving](**drawn))]
    result = {}
    for name, loss in losses.items():
        values = loss(**drawn)
        rows = [values]
        for _ in range(orders):
            slopes = gradient(rows[-1]) if rows[-1].requires_grad else [torch.zeros_like(v) for v in velocity]
            rows.append(sum((g * v).sum((1, 2)) for g, v in zip(slopes, velocity, strict=True)))
        result[name] = torch.stack(rows).detach()
    return result


def deviations(samples, exact):
    """(mean - exact) in standard errors, and the standard errors."""
    error = samples.std(1) / samples.shape[1] ** 0.5
    return (samples.mean(1) - torch.as_tensor(exact, dtype=torch.float64)) / error.clamp_min(1e-300), error
