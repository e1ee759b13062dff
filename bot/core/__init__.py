"""Pure rules of the domain: values in, values out, `now` is an argument."""
