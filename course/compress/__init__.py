"""Networks in fewer bits: what training and use need of a number, and what they can do without.

casting          arrays and tensors cut short to a format, and their gradients too
mixed_precision  a training step by a recipe: a format for products, for gradients, for the weights kept
loss_scaling     the factor that keeps small gradients alive, fixed or found while training
tensor_core      the instruction of 4×4 matrices, emulated: exact products, one sum, two accumulators
trials           one small network trained by a recipe, to compare recipes
autocast         the same training by PyTorch's own means, on a processor or a GPU, to be recorded
matmul_speed     the product of matrices in several dtypes, by the clock
"""
