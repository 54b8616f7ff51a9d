# The network in R, which has matrices built in: nothing is loaded.
#   Rscript in_r.R folder      reads hidden.weight, ..., images as tables of text, writes scores

forward <- function(weights, images) {
  hidden <- pmax(sweep(images %*% t(weights$hidden.weight), 2, weights$hidden.bias, "+"), 0)
  sweep(hidden %*% t(weights$output.weight), 2, weights$output.bias, "+")
}

folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) as.matrix(read.table(file.path(folder, name)))
names <- c("hidden.weight", "hidden.bias", "output.weight", "output.bias")
weights <- setNames(lapply(names, read), names)
scores <- formatC(forward(weights, read("images")), digits = 17, format = "g") # 17 digits are every number exactly
write.table(scores, file.path(folder, "scores"), quote = FALSE, row.names = FALSE, col.names = FALSE)
