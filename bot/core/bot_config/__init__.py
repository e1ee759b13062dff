"""Turn settings, presets and policy into Recall's Create Bot payload, and check all three."""
