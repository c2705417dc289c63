using System.Numerics;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>
/// The constant weights of a convolution, a transposed convolution or a matrix product, seen as a table [rows, columns, taps] that knows
/// which output and which input channel each of its rows and columns belongs to. Arithmetic is in double precision, rounded once.
/// </summary>
internal sealed class LinearWeights
{
    private readonly Tensor weight;
    private readonly Tensor? bias;
    private readonly (int Rows, int Columns, int Taps) table;
    private readonly Operator op;

    private LinearWeights(Operator op, Tensor weight, Tensor? bias, int outputs, int inputs)
    {
        (this.op, this.weight, this.bias, Outputs, Inputs) = (op, weight, bias, outputs, inputs);
        table = (weight.Shape[0], weight.Shape[1], weight.Shape[2..].Product);
    }

    /// <summary>Output channels.</summary>
    public int Outputs { get; }

    /// <summary>Input channels.</summary>
    public int Inputs { get; }

    /// <summary>The type of the weights; what is folded into them takes it too.</summary>
    public ElementType Element => weight.Element;

    /// <summary>The output channel of a row and a column.</summary>
    public required Func<int, int, int> OutputOf { get; init; }

    /// <summary>The input channel of a row and a column.</summary>
    public required Func<int, int, int> InputOf { get; init; }

    /// <summary>What multiplies the products before the bias is added.</summary>
    private double Alpha { get; init; } = 1;

    /// <summary>What multiplies the bias.</summary>
    private double Beta { get; init; } = 1;

    /// <summary>The weights of a node, or null where it has none or they are computed while the network runs.</summary>
    public static LinearWeights? Of(Node node, Graph graph)
    {
        if (node.Inputs is not [_, { } weightValue, ..] || !graph.Initializers.TryGetValue(weightValue, out var weight)
            || !weight.Element.IsFloating())
        {
            return null;
        }

        Tensor? bias = null;
        if (node.Inputs is [_, _, { } biasValue, ..] && !graph.Initializers.TryGetValue(biasValue, out bias))
        {
            return null;
        }

        var weights = node.Op switch
        {
            Conv conv => OfConv(conv, weight, bias),
            ConvTranspose conv => OfConvTranspose(conv, weight, bias),
            Gemm gemm => OfGemm(gemm with { Beta = 1 }, gemm, weight, bias),
            MatMul when weight.Shape.Count == 2 && graph.TypeOf(node.Output) is { Shape.Count: 2 } =>
                OfGemm(node.Op, new Gemm(), weight, null),
            _ => null,
        };
        return bias is null || bias.Count == 1 || bias.Count == weights?.Outputs ? weights : null;
    }

    /// <summary>The operator that takes new weights and a new bias as they are.</summary>
    public Operator OperatorWith(Tensor? newBias) => newBias is not null && op is MatMul ? new Gemm() : op;

    /// <summary>The bias as it is added, zeros where there is none.</summary>
    public double[] Bias()
    {
        var values = bias?.ToDoubles() ?? new double[Outputs];
        var result = new double[Outputs];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Beta * (values.Length == 1 ? values[0] : values[i]);
        }

        return result;
    }

    /// <summary>What a constant per input channel adds to each output channel, where every tap reads it.</summary>
    public double[] ResponseTo(double[] shift)
    {
        var values = weight.ToDoubles();
        var result = new double[Outputs];
        for (var row = 0; row < table.Rows; row++)
        {
            for (var column = 0; column < table.Columns; column++)
            {
                var sum = 0.0;
                foreach (var value in values.AsSpan(((row * table.Columns) + column) * table.Taps, table.Taps))
                {
                    sum += value;
                }

                result[OutputOf(row, column)] += Alpha * sum * shift[InputOf(row, column)];
            }
        }

        return result;
    }

    /// <summary>The weights with every output channel multiplied; null where a number leaves the range of their type.</summary>
    public Tensor? ScaledByOutput(double[] scale) => Scaled((row, column) => scale[OutputOf(row, column)]);

    /// <summary>The weights with every input channel multiplied; null where a number leaves the range of their type.</summary>
    public Tensor? ScaledByInput(double[] scale) => Scaled((row, column) => scale[InputOf(row, column)]);

    /// <summary>
    /// A bias of the type of the weights. Default (no tensor) where it is zero and there was none before; null where a number leaves the
    /// range.
    /// </summary>
    public (Tensor? Bias, bool Fits) Rounded(double[] values)
    {
        if (bias is null && Array.TrueForAll(values, value => value == 0))
        {
            return (null, true);
        }

        var rounded = Tensor.Create<double>([values.Length], values).ConvertTo(Element);
        return (rounded, values.All(double.IsFinite) && rounded.ToDoubles().All(double.IsFinite));
    }

    private Tensor? Scaled(Func<int, int, double> factor) => Element switch
    {
        ElementType.Float32 => Scaled<float>(factor),
        ElementType.Float64 => Scaled<double>(factor),
        ElementType.Float16 => Scaled<Half>(factor),
        _ => ScaledInDouble(factor),
    };

    private Tensor? ScaledInDouble(Func<int, int, double> factor)
    {
        var wide = new LinearWeights(op, weight.ConvertTo(ElementType.Float64), bias, Outputs, Inputs)
        {
            OutputOf = OutputOf,
            InputOf = InputOf,
        }.Scaled<double>(factor);
        return wide?.ConvertTo(Element) is { } rounded && rounded.ToDoubles().All(double.IsFinite) ? rounded : null;
    }

    private Tensor? Scaled<T>(Func<int, int, double> factor)
        where T : unmanaged, INumber<T>
    {
        var fits = true;
        var result = Tensor.Build<T>(weight.Shape, target =>
        {
            var source = weight.AsSpan<T>();
            for (var cell = 0; cell < table.Rows * table.Columns; cell++)
            {
                var scale = factor(cell / table.Columns, cell % table.Columns);
                for (var i = cell * table.Taps; i < (cell + 1) * table.Taps; i++)
                {
                    target[i] = T.CreateTruncating(double.CreateTruncating(source[i]) * scale);
                    fits &= T.IsFinite(target[i]);
                }
            }
        });
        return fits ? result : null;
    }

    private static LinearWeights OfConv(Conv conv, Tensor weight, Tensor? bias)
    {
        var (outputs, perGroup) = (weight.Shape[0], weight.Shape[1]);
        var outputsPerGroup = outputs / conv.Groups;
        return new(conv, weight, bias, outputs, perGroup * conv.Groups)
        {
            OutputOf = (row, _) => row,
            InputOf = (row, column) => (row / outputsPerGroup * perGroup) + column,
        };
    }

    private static LinearWeights OfConvTranspose(ConvTranspose conv, Tensor weight, Tensor? bias)
    {
        var (inputs, perGroup) = (weight.Shape[0], weight.Shape[1]);
        var inputsPerGroup = inputs / conv.Groups;
        return new(conv, weight, bias, perGroup * conv.Groups, inputs)
        {
            OutputOf = (row, column) => (row / inputsPerGroup * perGroup) + column,
            InputOf = (row, _) => row,
        };
    }

    /// <summary>Null where the addend of a Gemm is not one number per column.</summary>
    private static LinearWeights? OfGemm(Operator op, Gemm gemm, Tensor weight, Tensor? bias)
    {
        var outputs = weight.Shape[gemm.TransposeB ? 0 : 1];
        if (bias is not null && bias.Count != 1 && (bias.Count != outputs || bias.Shape[^1] != outputs))
        {
            return null;
        }

        Func<int, int, int> first = (row, _) => row;
        Func<int, int, int> second = (_, column) => column;
        return new(op, weight, bias, outputs, weight.Shape[gemm.TransposeB ? 1 : 0])
        {
            OutputOf = gemm.TransposeB ? first : second,
            InputOf = gemm.TransposeB ? second : first,
            Alpha = gemm.Alpha,
            Beta = gemm.Beta,
        };
    }
}
