"""Check the installation for `recall-schedule doctor`, and name remedies. It changes nothing."""
