using DepthCompress.GraphIR;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Tensor = DepthCompress.GraphIR.Tensor;

namespace DepthCompress.Runtime.Ort;

/// <summary>Tensors as the engine sees them: our memory, pinned, without a copy; its results, copied.</summary>
internal sealed class OrtTensors : IDisposable
{
    private readonly List<IDisposable> owned = [];

    private OrtTensors(int count) => Values = new List<OrtValue>(count);

    /// <summary>One value for each tensor, in order.</summary>
    internal List<OrtValue> Values { get; }

    /// <summary>Shows tensors to the engine until the result is disposed.</summary>
    internal static OrtTensors Share(ReadOnlySpan<Tensor> tensors)
    {
        var shared = new OrtTensors(tensors.Length);
        try
        {
            foreach (var tensor in tensors)
            {
                shared.Add(tensor);
            }

            return shared;
        }
        catch
        {
            shared.Dispose();
            throw;
        }
    }

    /// <summary>A copy of a result.</summary>
    internal static Tensor Copy(OrtValue value)
    {
        if (!value.IsTensor)
        {
            throw new NotSupportedException("it is not a tensor");
        }

        var type = value.GetTensorTypeAndShape();
        if (type.ElementDataType is TensorElementType.String)
        {
            throw new NotSupportedException("it holds text");
        }

        var shape = Dims.Create([.. type.Shape.Select(size => checked((int)size))]);

        // The engine numbers element types as ONNX does.
        return Tensor.Borrow((ElementType)type.ElementDataType, shape, value.GetTensorMutableRawData().ToArray());
    }

    public void Dispose()
    {
        foreach (var item in Enumerable.Reverse(owned))
        {
            item.Dispose();
        }

        owned.Clear();
    }

    private unsafe void Add(Tensor tensor)
    {
        var pinned = tensor.Bytes.Pin();
        owned.Add(pinned);
        var value = OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance,
            (TensorElementType)tensor.Element,
            [.. tensor.Shape.Select(size => (long)size)],
            (nint)pinned.Pointer,
            tensor.Bytes.Length);
        owned.Add(value);
        Values.Add(value);
    }
}
