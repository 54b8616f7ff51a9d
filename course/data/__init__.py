"""The data sets of the course.

digits    1,797 real handwritten digits, 8x8, bundled with scikit-learn: works offline
mnist     MNIST and Fashion-MNIST, 70,000 images of 28x28 each, downloaded once, checked, cached
images    what a data set of images is
files     where official files come from: COURSE_DATA, the cache, a checked download
idx       the file format of MNIST
shapes    two-dimensional points in two or more classes, drawn from a seed
"""
