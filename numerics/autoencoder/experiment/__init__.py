"""The limits beside simulated training: ladders of sizes, checks, where each facet holds."""
