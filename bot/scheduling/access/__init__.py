"""Look up people, meetings and roles, and authorize what is asked."""
