namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>An exact pass changed a number by more than rounding explains.</summary>
    public static DiagnosticDescriptor PassChangedValue => new(
        "DC5001",
        Severity.Error,
        "pass '{0}' promises to keep the numbers, but '{1}' is off by {2}, where the original's own rounding error is {3}",
        "the input is untouched; please report it with the model");

    /// <summary>A result differs from the original by more than its own rounding error allows.</summary>
    public static DiagnosticDescriptor OutputDiffers => new(
        "DC5002",
        Severity.Error,
        "output '{0}' is off by {1}, where the original's own rounding error is {2}: {3} times as much, {4} are allowed",
        "compare with the original, or pass a larger factor if the difference is acceptable");

    /// <summary>A result differs in a way that no tolerance covers.</summary>
    public static DiagnosticDescriptor OutputMismatch => new(
        "DC5003", Severity.Error, "output '{0}' does not agree with the original: {1}",
        "compare with the original; NaN and infinity equal only themselves");

    /// <summary>Two models cannot be compared.</summary>
    public static DiagnosticDescriptor NotComparable => new(
        "DC5004", Severity.Error, "the models cannot be compared: {0}", "give two models with the same inputs and outputs");

    /// <summary>There is no float64 reference; the original's sensitivity to rounding of its inputs stands in.</summary>
    public static DiagnosticDescriptor NoDoubleReference => new(
        "DC5005", Severity.Info, "no float64 reference: {0}; the original's response to rounding of its inputs is taken instead", "nothing");

    /// <summary>A merged convolution is not the composition of the layers it replaces.</summary>
    public static DiagnosticDescriptor MergeNotProven => new(
        "DC5006",
        Severity.Error,
        "the convolution merged at '{0}' is not proved to be the composition of its layers: {1}",
        "the input is untouched; keep the segment or fit it instead, and please report it with the model");
}
