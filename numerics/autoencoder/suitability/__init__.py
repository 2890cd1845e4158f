"""What suits given sizes and given data: which limit, how far off it is, and the exact flow where none is near."""
