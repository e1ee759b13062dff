"""Type the payload of Recall's Create Bot with its limits, so that none that Recall would refuse can be built."""
