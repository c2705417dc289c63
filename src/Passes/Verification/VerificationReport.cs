using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>The result of comparing a changed network with its original.</summary>
public sealed record VerificationReport
{
    /// <summary>One verdict per output, in order; behind them one for everything that is given to nodes left out.</summary>
    public required ImmutableArray<ValueVerdict> Outputs { get; init; }

    /// <summary>How many runs were compared; none where both networks are the same object.</summary>
    public required int Runs { get; init; }

    /// <summary>How many times the original's own error is allowed.</summary>
    public required double Factor { get; init; }

    /// <summary>
    /// Operator types that the reference computes in single precision, because the engine has nothing better and no lowering is known.
    /// </summary>
    public required ImmutableArray<string> SinglePrecision { get; init; }

    /// <summary>Why there is no float64 reference; null where there is one.</summary>
    public string? WhyNoReference { get; init; }

    /// <summary>Nodes with large constants that are the same in both networks and did not run, because what they are given is the same.</summary>
    public int NodesLeftOut { get; init; }

    /// <summary>The bytes of their constants, which were not read.</summary>
    public long BytesLeftOut { get; init; }

    /// <summary>Whether every output passed.</summary>
    public bool Passed => Outputs.All(output => output.IsEqual);

    /// <summary>One error per output that did not pass.</summary>
    public IEnumerable<Diagnostic> Failures => Outputs.Where(output => !output.IsEqual).Select(output => output.Mismatch is { } mismatch
        ? DiagnosticCatalog.OutputMismatch.At(null, output.Name, mismatch)
        : DiagnosticCatalog.OutputDiffers.At(null, output.Name, Figure(output.Error), Figure(output.OwnError), $"{output.Ratio:0.0}",
            $"{output.Allowed:0.0}"));

    private static string Figure(double value) => value.ToString("0.0e+0");
}
