// Runs a network that AOTInductor compiled into a package, with torch's C++ library: no Python is in this process.
//
//   run_package model.pt2 images.bin rows columns
//
// images.bin: rows × columns float32.  Prints one line of scores for each row, then the name of each file that
// is mapped into this process.

#include <ATen/ops/from_blob.h>
#include <torch/csrc/inductor/aoti_package/model_package_loader.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

static std::vector<float> read_floats(const char* path, size_t count) {
  std::vector<float> numbers(count);
  std::ifstream file(path, std::ios::binary);
  if (!file.read(reinterpret_cast<char*>(numbers.data()), count * sizeof(float)))
    throw std::runtime_error("the images cannot be read");
  return numbers;
}

static void print_mapped_files() {
  std::ifstream maps("/proc/self/maps");
  if (!maps) throw std::runtime_error("there is no /proc/self/maps, which Linux has, to tell what is mapped");
  for (std::string line; std::getline(maps, line);)
    if (line.find('/') != std::string::npos) std::cout << "mapped " << line.substr(line.rfind('/') + 1) << "\n";
}

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "run_package model.pt2 images.bin rows columns\n";
    return 1;
  }
  const int64_t rows = std::atoll(arguments[3]), columns = std::atoll(arguments[4]);
  std::vector<float> numbers = read_floats(arguments[2], rows * columns);
  at::Tensor images = at::from_blob(numbers.data(), {rows, columns});

  torch::inductor::AOTIModelPackageLoader network(arguments[1], "model", /*run_single_threaded=*/true);
  at::Tensor scores = network.run({images}).at(0).contiguous();

  const float* score = scores.const_data_ptr<float>();
  for (int64_t row = 0; row < rows; row++)
    for (int64_t column = 0; column < scores.size(1); column++)
      std::printf("%.9g%c", *score++, column + 1 < scores.size(1) ? ' ' : '\n');
  std::fflush(stdout);
  print_mapped_files();
}
