"""Keep connected calendars, and the attempts to connect one."""
