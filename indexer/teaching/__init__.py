"""What takes longer than a build may: teaching the case reader. Heavy, and run by hand."""
