// libtorch behind a C ABI: tensors in and out, autograd, the state of the library, and one generic call of an operator
// by its name. No exception crosses the border: a function that fails says so by its result (null, or -1) and leaves
// the message for tb_last_error of the same thread.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <climits>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <string>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#ifdef _WIN32
#define API extern "C" __declspec(dllexport)
#else
#define API extern "C" __attribute__((visibility("default")))
#endif

namespace {

// Raised whenever a function below changes its meaning; the managed side refuses another one.
constexpr int32_t kAbi = 1;

// A step of training frees what the next one asks for again. Given back to the system in between, every page of it would have
// to be cleared anew, which can take as long as the arithmetic.
bool keep_memory() {
#ifdef __GLIBC__
  return mallopt(M_MMAP_THRESHOLD, 1 << 30) && mallopt(M_TRIM_THRESHOLD, INT_MAX);
#else
  return false;
#endif
}

const bool memory_is_kept = keep_memory();

thread_local std::string last_error;
thread_local std::vector<at::Tensor*> results;

template <typename T, typename F>
T guarded(T failure, F body) {
  try {
    return body();
  } catch (const c10::Error& error) {
    last_error = error.what_without_backtrace();
  } catch (const std::exception& error) {
    last_error = error.what();
  } catch (...) {
    last_error = "an unknown exception";
  }
  return failure;
}

at::Tensor* keep(at::Tensor tensor) { return new at::Tensor(std::move(tensor)); }

std::vector<at::Tensor> tensors_of(at::Tensor* const* items, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int64_t i = 0; i < count; i++) tensors.push_back(items[i] ? *items[i] : at::Tensor());
  return tensors;
}

enum Kind : int32_t { None, Tensor, Int, Double, Bool, IntList, DoubleList, BoolList, TensorList, String, Device, Default };

// A value on its way to an operator. Lists are arrays of eight-byte items; the index of a device is its count.
struct Argument {
  int32_t kind;
  int32_t count;
  union {
    int64_t integer;
    double real;
    at::Tensor* tensor;
    const int64_t* integers;
    const double* reals;
    at::Tensor* const* tensors;
    const char* text;
  };
};

// An undefined tensor is none in a list of optional ones; a list knows the type of its elements.
c10::IValue list_of_tensors(const Argument& value, const c10::TypePtr& type) {
  c10::impl::GenericList items(type->expectRef<c10::ListType>().getElementType());
  for (int32_t i = 0; i < value.count; i++) items.push_back(value.tensors[i] ? c10::IValue(*value.tensors[i]) : c10::IValue());
  return items;
}

// The operator's schema decides what a value becomes: an integer may stand for a real number.
c10::IValue to_ivalue(const Argument& value, const c10::Argument& parameter) {
  c10::TypePtr type = parameter.type();
  if (auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
  switch (value.kind) {
    case None: return c10::IValue();
    case Tensor: return c10::IValue(*value.tensor);
    case Int:
      if (type->kind() == c10::TypeKind::FloatType) return c10::IValue(static_cast<double>(value.integer));
      return c10::IValue(value.integer);
    case Double: return c10::IValue(value.real);
    case Bool: return c10::IValue(value.integer != 0);
    case IntList: return c10::IValue(std::vector<int64_t>(value.integers, value.integers + value.count));
    case DoubleList: return c10::IValue(std::vector<double>(value.reals, value.reals + value.count));
    case BoolList: {
      c10::List<bool> items;
      for (int32_t i = 0; i < value.count; i++) items.push_back(value.integers[i] != 0);
      return items;
    }
    case TensorList: return list_of_tensors(value, type);
    case String: return c10::IValue(std::string(value.text, value.count));
    case Device: return c10::IValue(c10::Device(static_cast<c10::DeviceType>(value.integer), static_cast<c10::DeviceIndex>(value.count)));
    default:
      TORCH_CHECK(parameter.default_value().has_value(), "argument '", parameter.name(), "' has no default");
      return *parameter.default_value();
  }
}

void take(const c10::IValue& value) {
  if (value.isTensor()) {
    results.push_back(value.toTensor().defined() ? keep(value.toTensor()) : nullptr);
  } else if (value.isTensorList()) {
    for (const at::Tensor& item : value.toTensorVector()) results.push_back(keep(item));
  } else if (value.isNone()) {
    results.push_back(nullptr);
  } else {
    results.push_back(keep(at::scalar_tensor(value.toScalar(), at::TensorOptions(
        value.isInt() ? at::kLong : value.isBool() ? at::kBool : at::kDouble))));
  }
}

std::vector<c10::OperatorHandle>& operators() {
  static std::vector<c10::OperatorHandle> known;
  return known;
}

std::mutex operators_mutex;

at::Generator default_generator() { return at::globalContext().defaultGenerator(c10::Device(c10::kCPU)); }

}  // namespace

// ---- the library

API int32_t tb_abi() { return kAbi; }
API const char* tb_version() { return TORCH_VERSION; }
API const char* tb_last_error() { return last_error.c_str(); }
API int32_t tb_cuda_count() { return guarded(0, [] { return static_cast<int32_t>(torch::cuda::device_count()); }); }
API int32_t tb_get_threads() { return at::get_num_threads(); }
API int32_t tb_set_threads(int32_t count) { return guarded(-1, [=] { at::set_num_threads(count); return 0; }); }

API int32_t tb_get_tf32(int32_t cudnn) {
  return guarded(-1, [=]() -> int32_t { return cudnn ? at::globalContext().allowTF32CuDNN() : at::globalContext().allowTF32CuBLAS(); });
}

API int32_t tb_set_tf32(int32_t cudnn, int32_t allow) {
  return guarded(-1, [=] {
    if (cudnn) at::globalContext().setAllowTF32CuDNN(allow != 0);
    else at::globalContext().setAllowTF32CuBLAS(allow != 0);
    return 0;
  });
}

API int32_t tb_manual_seed(int64_t seed) {
  return guarded(-1, [=] { at::manual_seed(static_cast<uint64_t>(seed)); return 0; });
}

API at::Tensor* tb_get_rng_state() {
  return guarded<at::Tensor*>(nullptr, [] {
    auto generator = default_generator();
    std::lock_guard<std::mutex> lock(generator.mutex());
    return keep(generator.get_state());
  });
}

API int32_t tb_set_rng_state(at::Tensor* state) {
  return guarded(-1, [=] {
    auto generator = default_generator();
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(*state);
    return 0;
  });
}

// ---- tensors

struct TensorFacts {
  int64_t elements;
  void* data;
  int32_t dimensions, element_size, dtype, device_type, device_index;
  int32_t requires_grad, is_leaf, is_contiguous;
};

API at::Tensor* tb_tensor(const void* data, int64_t bytes, const int64_t* sizes, int32_t dimensions, int32_t dtype) {
  return guarded<at::Tensor*>(nullptr, [=] {
    at::Tensor tensor = at::empty(at::IntArrayRef(sizes, dimensions), static_cast<at::ScalarType>(dtype));
    TORCH_CHECK(static_cast<int64_t>(tensor.nbytes()) == bytes,
        "the data has ", bytes, " bytes, but a tensor of this shape takes ", tensor.nbytes());
    if (bytes > 0) std::memcpy(tensor.data_ptr(), data, bytes);
    return keep(tensor);
  });
}

API void tb_dispose(at::Tensor* tensor) { delete tensor; }

API int32_t tb_facts(const at::Tensor* tensor, TensorFacts* facts) {
  return guarded(-1, [=] {
    const at::Tensor& x = *tensor;
    *facts = {x.numel(), x.data_ptr(), static_cast<int32_t>(x.dim()), static_cast<int32_t>(x.element_size()),
        static_cast<int32_t>(x.scalar_type()), static_cast<int32_t>(x.device().type()), x.device().index(),
        x.requires_grad(), x.is_leaf(), x.is_contiguous()};
    return 0;
  });
}

API int32_t tb_shape(const at::Tensor* tensor, int64_t* sizes, int64_t* strides) {
  return guarded(-1, [=] {
    std::copy(tensor->sizes().begin(), tensor->sizes().end(), sizes);
    std::copy(tensor->strides().begin(), tensor->strides().end(), strides);
    return 0;
  });
}

// ---- autograd

API int32_t tb_set_requires_grad(at::Tensor* tensor, int32_t required) {
  return guarded(-1, [=] { tensor->set_requires_grad(required != 0); return 0; });
}

API int32_t tb_get_grad_mode() { return at::GradMode::is_enabled(); }
API void tb_set_grad_mode(int32_t enabled) { at::GradMode::set_enabled(enabled != 0); }

API int32_t tb_grad(at::Tensor* const* outputs, int32_t output_count, at::Tensor* const* inputs, int32_t input_count,
    at::Tensor* const* seeds, int32_t retain_graph, int32_t create_graph, int32_t allow_unused, at::Tensor*** gradients) {
  return guarded(-1, [=] {
    results.clear();
    auto grads = torch::autograd::grad(tensors_of(outputs, output_count), tensors_of(inputs, input_count),
        tensors_of(seeds, seeds ? output_count : 0), retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (at::Tensor& gradient : grads) results.push_back(gradient.defined() ? keep(gradient) : nullptr);
    *gradients = results.data();
    return static_cast<int32_t>(results.size());
  });
}

// ---- operators

API int32_t tb_operator(const char* name, const char* overload) {
  return guarded(-1, [=] {
    auto found = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    std::lock_guard<std::mutex> lock(operators_mutex);
    operators().push_back(found);
    return static_cast<int32_t>(operators().size() - 1);
  });
}

// The results stay valid until the next call of the same thread; whoever reads them owns the tensors.
API int32_t tb_call(int32_t index, const Argument* arguments, int32_t count, at::Tensor*** produced) {
  return guarded(-1, [=] {
    results.clear();
    auto handle = [=] {
      std::lock_guard<std::mutex> lock(operators_mutex);
      return operators().at(index);
    }();
    const auto& parameters = handle.schema().arguments();
    TORCH_CHECK(count <= static_cast<int32_t>(parameters.size()), "too many arguments for ", handle.schema());
    torch::jit::Stack stack;
    stack.reserve(parameters.size());
    for (size_t i = 0; i < parameters.size(); i++) {
      static const Argument missing = {Default, 0, {0}};
      stack.push_back(to_ivalue(static_cast<int32_t>(i) < count ? arguments[i] : missing, parameters[i]));
    }
    handle.callBoxed(&stack);
    for (const c10::IValue& value : stack) take(value);
    *produced = results.data();
    return static_cast<int32_t>(results.size());
  });
}
