import gc

# The hundreds of thousands of objects that a start makes stay: to look through them again and
# again while they are made is a sixth of its processor time (threshold 700, CPython's own).
gc.set_threshold(10_000, 10, 10)
