using Onnx;

namespace DepthCompress.GraphIR;

/// <summary>Types between the file's form and ours.</summary>
internal static class OnnxTypes
{
    /// <summary>The type of a tensor; null for sequences, maps and tensors of unknown rank, which only the file's form can state.</summary>
    public static TensorType? Read(ValueInfoProto info, OnnxSource source)
    {
        if (info.Type is not { ValueCase: TypeProto.ValueOneofCase.TensorType, TensorType.Shape: { } shape })
        {
            return null;
        }

        var axes = shape.Dim.Select(dim => Read(dim) ?? throw OutOfRange(info, source)).ToArray();
        return axes.Where(axis => axis.IsKnown)
            .Aggregate(1L, (product, axis) => Math.Min(product * axis.Size, 1L + int.MaxValue)) > int.MaxValue
            ? throw OutOfRange(info, source)
            : new TensorType((ElementType)info.Type.TensorType.ElemType, Shape.Create(axes));
    }

    /// <summary>The file's form of a value's type; without a type where none is known.</summary>
    public static ValueInfoProto Write(string name, TensorType? type)
    {
        var info = new ValueInfoProto { Name = name };
        if (type is null)
        {
            return info;
        }

        var shape = new TensorShapeProto();
        foreach (var axis in type.Shape)
        {
            shape.Dim.Add(
                axis.IsKnown ? new TensorShapeProto.Types.Dimension { DimValue = axis.Size }
                : axis == Dim.Unknown ? new TensorShapeProto.Types.Dimension()
                : new TensorShapeProto.Types.Dimension { DimParam = axis.Symbol });
        }

        info.Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type.Element, Shape = shape } };
        return info;
    }

    /// <summary>Some exporters write a negative size where they know none, or an empty name.</summary>
    private static Dim? Read(TensorShapeProto.Types.Dimension dim) => dim.ValueCase switch
    {
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dim.DimValue > int.MaxValue => null,
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dim.DimValue >= 0 => (int)dim.DimValue,
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when dim.DimParam.Length > 0 => Dim.Named(dim.DimParam),
        _ => Dim.Unknown,
    };

    private static DiagnosticException OutOfRange(ValueInfoProto info, OnnxSource source) =>
        source.Error(DiagnosticCatalog.DimensionOverflow, info.Name,
            string.Join(',', info.Type.TensorType.Shape.Dim.Select(dim => dim.HasDimParam ? dim.DimParam : $"{dim.DimValue}")));
}
