"""The command line: pulls, verifies, opens and exports sealed films of the cases it is let into."""
