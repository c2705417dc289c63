using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Zoo;

/// <summary>A published network that can be built from code.</summary>
public sealed class ZooNetwork
{
    private readonly Func<ZooBuild, Graph> make;

    internal ZooNetwork(string name, string summary, ImageShape input, int? classes, double width, Func<ZooBuild, Graph> make)
    {
        (Name, Summary, Input, Classes, Width) = (name, summary, input, classes, width);
        this.make = make;
    }

    public string Name { get; }

    /// <summary>What it is, and whose.</summary>
    public string Summary { get; }

    /// <summary>The images it was published for.</summary>
    public ImageShape Input { get; }

    /// <summary>The classes it was published for; null where it is no classifier.</summary>
    public int? Classes { get; }

    /// <summary>What widths are multiplied by unless something else is asked for.</summary>
    public double Width { get; }

    /// <summary>Rows and columns are multiples of this, or at least as many where <see cref="HasExactSize"/> does not hold.</summary>
    internal int Grain { get; init; } = 1;

    internal bool HasExactSize { get; init; }

    /// <summary>Builds it.</summary>
    /// <param name="options">What differs from the published network.</param>
    /// <exception cref="DiagnosticException">DC2030: it cannot be built for such images or classes.</exception>
    public Graph Build(ZooOptions? options = null)
    {
        options ??= new();
        var input = options.Input ?? Input;
        if (input.Height < Grain || input.Width < Grain || (HasExactSize && (input.Height % Grain != 0 || input.Width % Grain != 0)))
        {
            var wanted = HasExactSize ? $"rows and columns are multiples of {Grain}" : $"there are at least {Grain} rows and columns";
            throw DiagnosticCatalog.NetworkUnfit.Error(Name, $"images of {input}", wanted);
        }

        if (Classes is null && options.Classes is { } classes)
        {
            throw DiagnosticCatalog.NetworkUnfit.Error(Name, $"{classes} classes", "the network is no classifier");
        }

        return make(new(input, options.Classes ?? Classes ?? 0, options.Width ?? Width, options.Weights, options.Seed));
    }
}
