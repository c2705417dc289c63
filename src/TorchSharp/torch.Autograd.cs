using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Records nothing until it is disposed of.</summary>
    public static IDisposable no_grad() => new GradMode(false);

    /// <summary>Records, or does not, until it is disposed of.</summary>
    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    /// <summary>Records, or does not, until it is disposed of.</summary>
    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => Bridge.GetGradMode() != 0;

    /// <summary>
    /// Gradients. There is no <c>backward()</c> here: it leaves them in <c>grad</c>, which is a method in some versions of TorchSharp
    /// and a property in others.
    /// </summary>
    public static partial class autograd
    {
        /// <summary>
        /// The gradients of the sum of the outputs, weighted by <paramref name="grad_outputs"/>, with respect to the inputs.
        /// </summary>
        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs,
            IList<Tensor> inputs,
            IList<Tensor>? grad_outputs = null,
            bool retain_graph = false,
            bool create_graph = false,
            bool allow_unused = false)
        {
            fixed (IntPtr* roots = Handles(outputs))
            fixed (IntPtr* leaves = Handles(inputs))
            fixed (IntPtr* seeds = grad_outputs is null ? null : Handles(grad_outputs))
            {
                var count = Bridge.Checked(Bridge.Grad(
                    roots,
                    outputs.Count,
                    leaves,
                    inputs.Count,
                    seeds,
                    retain_graph || create_graph ? 1 : 0,
                    create_graph ? 1 : 0,
                    allow_unused ? 1 : 0,
                    out var gradients));
                return Aten.Take(gradients, count);
            }
        }

        private static IntPtr[] Handles(IList<Tensor> tensors) =>
            [.. tensors.Select(tensor => tensor is null ? IntPtr.Zero : tensor.Handle)];
    }

    private sealed class GradMode : IDisposable
    {
        private readonly int before = Bridge.GetGradMode();

        internal GradMode(bool enabled) => Bridge.SetGradMode(enabled ? 1 : 0);

        public void Dispose() => Bridge.SetGradMode(before);
    }
}
