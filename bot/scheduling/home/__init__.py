"""Load and refresh App Home."""
