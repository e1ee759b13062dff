"""Hold what is said in the demo's meetings, a text file each: its title, then a line for each time someone speaks."""
