/* Runs an ONNX file with ONNX Runtime and nothing else: no Python is in this process.

   run_onnx libonnxruntime.so model.onnx images.bin rows columns classes

   images.bin: rows × columns float32.  Prints one line of scores for each row, then the name of each file that
   is mapped into this process. */

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ONNX Runtime hands out one table of functions, which only ever grows at its end. The places used here are
   counted in struct OrtApi of include/onnxruntime/core/session/onnxruntime_c_api.h, github.com/microsoft/onnxruntime. */
enum {
  GetErrorMessage = 2,
  CreateEnv = 3,
  CreateSession = 7,
  Run = 9,
  CreateSessionOptions = 10,
  SetIntraOpNumThreads = 24,
  CreateTensorWithDataAsOrtValue = 49,
  GetTensorMutableData = 51,
  CreateCpuMemoryInfo = 69
};
enum { WARNING = 2, FLOAT = 1, ARENA_ALLOCATOR = 1, DEFAULT_MEMORY = 0, API_VERSION = 17 };

typedef struct {
  void **(*GetApi)(uint32_t version);
  const char *(*GetVersionString)(void);
} OrtApiBase;

static void **api;

static void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static void check(void *status) {
  if (status) fail(((const char *(*)(void *))api[GetErrorMessage])(status));
}

static float *read_floats(const char *path, size_t count) {
  float *numbers = malloc(count * sizeof(float));
  FILE *file = fopen(path, "rb");
  if (!file || !numbers || fread(numbers, sizeof(float), count, file) != count) fail("the images cannot be read");
  fclose(file);
  return numbers;
}

static void print_mapped_files(void) {
  char line[4096], *name;
  FILE *maps = fopen("/proc/self/maps", "r");
  if (!maps) fail("there is no /proc/self/maps, which Linux has, to tell what is mapped");
  while (fgets(line, sizeof line, maps))
    if (strchr(line, '/') && (name = strrchr(line, '/'))) printf("mapped %s", name + 1);
}

int main(int count, char **arguments) {
  if (count != 7) fail("run_onnx libonnxruntime.so model.onnx images.bin rows columns classes");
  int64_t shape[2] = {atoll(arguments[4]), atoll(arguments[5])};
  size_t rows = shape[0], classes = atoll(arguments[6]), size = shape[0] * shape[1];
  float *images = read_floats(arguments[3], size), *scores;

  setenv("ORT_DISABLE_TELEMETRY", "1", 1); /* else it reports its use to Microsoft */
  void *library = dlopen(arguments[1], RTLD_NOW);
  if (!library) fail(dlerror());
  api = ((OrtApiBase * (*)(void)) dlsym(library, "OrtGetApiBase"))()->GetApi(API_VERSION);

  void *env, *options, *session, *memory, *input, *output = NULL;
  const char *input_names[] = {"images"}, *output_names[] = {"scores"};
  check(((void *(*)(int, const char *, void **))api[CreateEnv])(WARNING, "course", &env));
  check(((void *(*)(void **))api[CreateSessionOptions])(&options));
  check(((void *(*)(void *, int))api[SetIntraOpNumThreads])(options, 1));
  check(((void *(*)(void *, const char *, void *, void **))api[CreateSession])(env, arguments[2], options, &session));
  check(((void *(*)(int, int, void **))api[CreateCpuMemoryInfo])(ARENA_ALLOCATOR, DEFAULT_MEMORY, &memory));
  check(((void *(*)(void *, void *, size_t, const int64_t *, size_t, int, void **))api[CreateTensorWithDataAsOrtValue])(
      memory, images, size * sizeof(float), shape, 2, FLOAT, &input));
  check(((void *(*)(void *, void *, const char **, void **, size_t, const char **, size_t, void **))api[Run])(
      session, NULL, input_names, &input, 1, output_names, 1, &output));
  check(((void *(*)(void *, float **))api[GetTensorMutableData])(output, &scores));

  for (size_t row = 0; row < rows; row++)
    for (size_t class = 0; class < classes; class++)
      printf("%.9g%c", scores[row * classes + class], class + 1 < classes ? ' ' : '\n');
  print_mapped_files();
  return 0;
}
