using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>Which input of a network takes the images, and which the steps of time where the preprocessing makes some.</summary>
public sealed record InputLayout
{
    private readonly ElementType images;
    private readonly ElementType steps;

    private InputLayout(int image, int? step, ElementType images, ElementType steps) =>
        (Image, Step, this.images, this.steps) = (image, step, images, steps);

    /// <summary>Images first, then steps if there are any, in the types they are made in.</summary>
    public static InputLayout AsMade(Preprocessing preprocessing) =>
        new(0, preprocessing.Diffuse > 0 ? 1 : null, ElementType.Float32, ElementType.Int64);

    /// <summary>The number of the input that takes images.</summary>
    public int Image { get; }

    /// <summary>The number of the input that takes steps; null where there is none.</summary>
    public int? Step { get; }

    /// <summary>Finds them among the inputs of a network, by their types.</summary>
    /// <exception cref="DiagnosticException">DC2108, DC2675: the inputs are others than the preprocessing makes.</exception>
    public static InputLayout Of(Preprocessing preprocessing, ImmutableArray<(string Name, TensorType? Type)> inputs)
    {
        var said = string.Join(", ", inputs.Select(input => $"{input.Name} {input.Type?.ToString() ?? "of unknown type"}"));
        if (preprocessing.Diffuse == 0)
        {
            return inputs is [var only]
                ? new(0, null, only.Type?.Element ?? ElementType.Float32, ElementType.Int64)
                : throw DiagnosticCatalog.SeveralInputs.Error(null, inputs.Length, said);
        }

        var step = inputs.Length == 2 ? Array.FindIndex([.. inputs], input => input.Type is { Shape.Count: 1, Element: ElementType.Int64 or ElementType.Int32 }) : -1;
        return step >= 0 && inputs[1 - step].Type is { Shape.Count: 4 } image && image.Element.IsFloating()
            ? new(1 - step, step, image.Element, inputs[step].Type!.Element)
            : throw DiagnosticCatalog.NoStepInput.Error(null, preprocessing, said);
    }

    /// <summary>One tensor per input.</summary>
    public ImmutableArray<Tensor> Arrange(Tensor image, Tensor? step)
    {
        var converted = image.ConvertTo(images);
        return Step is not { } place ? [converted]
            : place == 0 ? [step!.ConvertTo(steps), converted] : [converted, step!.ConvertTo(steps)];
    }
}
