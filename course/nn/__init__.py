"""Neural networks from scratch, in NumPy; names and argument order are PyTorch's.

The engine
autograd           Tensor, an array that remembers how it was computed; backward, no_grad
arrays             what a tensor has because it holds an array: its shape, its numbers, its refusals
functional         everything a network computes, gathered from the next five
linear             the fully connected layer
convolution        what slides over images: conv2d, max_pool2d, avg_pool2d
activations        relu, leaky_relu, tanh, sigmoid, gelu, silu, softmax, log_softmax
regularization     dropout and batch_norm
losses             cross_entropy, hinge, mse_loss, and the L1 and L2 penalties
gradcheck          the gradient by finite differences, to check backpropagation with
curvature          how steeply a loss bends
unrolled           the convolution as a sparse matrix, and what an output sees

The network and its training
modules            Module: what holds parameters
layers             Linear, Conv2d and the others, each a Module
networks           networks that the lessons train
deep_stack         what depth does to activations and gradients; the gain that keeps them; dead units
optim              SGD, Adam
proximal           the L1 penalty's own step, which ends at zero
schedules          learning rates that change over time
training           the readable step, and the visible loop around it
checkpoint         training that was stopped goes on as if it had not been
costs              operations and bytes of a network, by shape

The same step again, without a wasted pass over memory
tuned              the tuned step itself
tuned_layers       its stages: layers bound to buffers
tuned_convolution  its stages that slide over images
tuned_loss         its last stage
tuned_memory       its buffers
tuned_update       its optimizers, over all parameters at once
"""
