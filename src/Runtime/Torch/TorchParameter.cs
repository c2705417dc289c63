using DepthCompress.GraphIR;
using Tensor = TorchSharp.torch.Tensor;

namespace DepthCompress.Runtime.Torch;

/// <summary>An initializer that training changes.</summary>
/// <param name="Value">The initializer.</param>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Tensor">The numbers, on the device of training.</param>
/// <param name="Role">What it does.</param>
internal sealed record TorchParameter(Value Value, string Name, Tensor Tensor, ParameterRole Role);
