using System.Collections;

namespace TorchSharp.Utils;

/// <summary>The elements of a tensor on the CPU, in the order of its dimensions, wherever they lie in memory.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly torch.Tensor tensor;
    private readonly T* start;
    private readonly long[] shape;
    private readonly long[] strides;

    internal TensorAccessor(torch.Tensor tensor)
    {
        this.tensor = tensor;
        start = (T*)tensor.Data;
        (shape, strides) = (tensor.shape, tensor.stride());
    }

    public long Count => tensor.numel();

    public T this[params long[] indices]
    {
        get => start[Offset(indices)];
        set => start[Offset(indices)] = value;
    }

    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        if (tensor.is_contiguous())
        {
            new Span<T>(start + tensorIndex, checked((int)(Count - tensorIndex))).CopyTo(array.AsSpan(arrayIndex));
            GC.KeepAlive(tensor);
            return;
        }

        foreach (var offset in Offsets().Skip(checked((int)tensorIndex)))
        {
            array[arrayIndex++] = At(offset);
        }
    }

    /// <summary>Writes elements, as many as the array has from its index on and the tensor from its own.</summary>
    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0)
    {
        foreach (var offset in Offsets().Skip(checked((int)tensorIndex)).Take(array.Length - arrayIndex))
        {
            Put(offset, array[arrayIndex++]);
        }
    }

    public IEnumerator<T> GetEnumerator() => Offsets().Select(At).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Lets the tensor go, which belongs to somebody else.</summary>
    public void Dispose() => GC.KeepAlive(tensor);

    private T At(long offset) => start[offset];

    private void Put(long offset, T value) => start[offset] = value;

    private long Offset(long[] indices)
    {
        if (indices.Length != shape.Length)
        {
            throw new ArgumentException($"{indices.Length} indices for {shape.Length} dimensions", nameof(indices));
        }

        var offset = 0L;
        for (var i = 0; i < indices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i], nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], shape[i], nameof(indices));
            offset += indices[i] * strides[i];
        }

        return offset;
    }

    private IEnumerable<long> Offsets()
    {
        var position = new long[shape.Length];
        var offset = 0L;
        for (var left = Count; left > 0; left--)
        {
            yield return offset;
            for (var i = shape.Length - 1; i >= 0; i--)
            {
                offset += strides[i];
                if (++position[i] < shape[i])
                {
                    break;
                }

                offset -= position[i] * strides[i];
                position[i] = 0;
            }
        }
    }
}
