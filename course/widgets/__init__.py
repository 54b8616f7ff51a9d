"""Visualizers: one Python class and one plain ES module each, drawn in SVG, live with and without a kernel.

visualizer                   the base class: the widget, its live HTML twin, its picture and its words
forward_convolution          one window over a digit, its scores, and the same layer as a matrix
forward_matrix               a fully connected layer: an image to paint, ten rows of weights, ten scores
forward_window               a student's own convolution: which pixels a score really reads
forward_window_reads         what that convolution reads, pixel by pixel, and usual mistakes by name
activations_curve            six activations, their slopes, and what k of them leave of a gradient
activations_depth            activations and gradients through twenty layers, function and gain to choose
activations_gain             a student's own gains at work in a stack of twenty layers
losses_boundary              a boundary that trains in the browser, its penalty under the finger
losses_boundary_run          that run by the library: the same points, first weights and steps
losses_slope                 a student's own loss and slope along each score: touching or cutting
backprop_stepper             a small network, forward and backward one step at a time
backprop_descent             gradient descent on a loss surface, the learning rate under the finger
backprop_tangent             a student's own function and slope: a line that touches the curve, or cuts it
frameworks_graph             an expression's kernels, eager and compiled: every trip through memory an arrow
frameworks_graph_expression  reads the expression
frameworks_graph_kernels     what eager and compiled kernels it becomes
frameworks_fusion            a student's own kernels, and the arrays that go between them
frameworks_fusion_kernels    what a student's kernels read and write, and what is wrong with them
number_formats_bits          a number in every format, bit by bit
number_formats_line          where the numbers of a format lie, and where a number is rounded to
number_formats_rounding      a student's own rounding to even: where each code goes, and where it belongs
energy_budget                joules, bytes and seconds of a network, and what dominates
energy_layer                 a student's own energy of a layer: its parts for each example, over the batch
energy_layer_laws            what that function answers, and the laws that it breaks
mixed_precision_gradients    a real run's gradients over a format's range, the loss scale under the finger
mixed_precision_gradients_run  that run by the library: its gradients and weights at five steps
mixed_precision_sum          a dot product addition by addition, and what each rounding loses
mixed_precision_scaler       a student's own controller of the loss scale, and the laws that it breaks
mixed_precision_scaler_run   that controller through 240 steps, and what is wrong with an answer
student_function             what a student's own function answers or raises, fit for a picture
browser                      a real Chromium without a window, for the pictures and the bench
pictures                     draws each visualizer's first picture with a real browser

Beside them `style.css` (the visual language), `parts.js` and `controls.js` (what every module is built from)
and `curves.js` (what a student's curve is drawn with).
"""
