"""What takes longer than a build may: teaching the status reader. Heavy, and run by hand."""
