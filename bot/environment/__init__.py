"""Help with what this process is given: variables that are misnamed or wrong, and commands as they are typed here."""
