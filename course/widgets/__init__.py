"""Visualizers: one Python class and one plain ES module each, drawn in SVG, live with and without a kernel.

visualizer           the base class: the widget, its live HTML twin, its picture and its words
forward_convolution  one window over a digit, its scores, and the same layer as a matrix
forward_matrix       a fully connected layer: an image to paint, ten rows of weights, ten scores
losses_boundary      a boundary that trains in the browser, its penalty under the finger
losses_boundary_run  that run by the library: the same points, first weights and steps
backprop_stepper     a small network, forward and backward one step at a time
backprop_descent     gradient descent on a loss surface, the learning rate under the finger
backprop_tangent     a student's own function and slope: a line that touches the curve, or cuts it
browser              a real Chromium without a window, for the pictures and the bench
pictures             draws each visualizer's first picture with a real browser

Beside them `style.css` (the visual language), `parts.js` and `controls.js` (what every module is built from).
"""
