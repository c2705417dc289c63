namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>A per-channel map stays because the convolution in front of it is read elsewhere too.</summary>
    public static DiagnosticDescriptor SharedConvolution =>
        new("DC3001", Severity.Info, "not folded into '{0}', whose result is also read elsewhere", "nothing");

    /// <summary>A constant that is added or multiplied varies along another axis than the channels.</summary>
    public static DiagnosticDescriptor NotOnChannels =>
        new("DC3002", Severity.Info, "not folded into '{0}': its constant of shape {1} is not one number per channel", "nothing");

    /// <summary>There is nothing to fold into.</summary>
    public static DiagnosticDescriptor ComputedWeights =>
        new("DC3003", Severity.Info, "not folded into '{0}', whose weights are not constants of a matching shape", "nothing");

    /// <summary>The maps of a segment do not compose.</summary>
    public static DiagnosticDescriptor DoesNotCompose =>
        new("DC3004", Severity.Error, "the layers '{0}' to '{1}' do not compose: {2}", "fit the segment instead, or take it out of the plan");

    /// <summary>A shift in front of a convolution cannot become a bias where windows at the border see less of it than others.</summary>
    public static DiagnosticDescriptor PaddedShift =>
        new("DC3005", Severity.Info, "not folded into '{0}': less of the shift reaches its border", "nothing");

    /// <summary>A padding stays a node of its own.</summary>
    public static DiagnosticDescriptor PadStays => new("DC3006", Severity.Info, "not taken into '{0}': {1}", "nothing");

    /// <summary>Automatic padding stays automatic.</summary>
    public static DiagnosticDescriptor PaddingUnknown =>
        new("DC3007", Severity.Info, "automatic padding stays: {0}", "fix the extent of the input if the node should be merged");

    /// <summary>A product of two numbers does not fit into the type of the weights.</summary>
    public static DiagnosticDescriptor WeightOverflow =>
        new("DC3008", Severity.Info, "not folded into '{0}': a weight would leave the range of {1}", "nothing");

    /// <summary>A constant expression stays because its value would bloat the file.</summary>
    public static DiagnosticDescriptor ConstantTooLarge =>
        new("DC3009", Severity.Info, "not computed ahead: the file would be {0} bytes larger", "nothing");

    /// <summary>The engine cannot compute a constant expression.</summary>
    public static DiagnosticDescriptor ConstantNotComputed => new("DC3010", Severity.Info, "not computed ahead: {0}", "nothing");

    /// <summary>A per-channel map stays because its result is read by others than the convolution behind it.</summary>
    public static DiagnosticDescriptor SharedMap =>
        new("DC3011", Severity.Info, "not folded into '{0}', because the result is also read elsewhere", "nothing");

    /// <summary>A run of layers is not made linear.</summary>
    public static DiagnosticDescriptor NotRelaxed =>
        new("DC3012", Severity.Info, "the layers '{0}' to '{1}' stay as they are: {2}", "fit the segment instead, or take it out of the plan");

    /// <summary>A convolution keeps its normalization folded while it is trained.</summary>
    public static DiagnosticDescriptor NotNormalized =>
        new("DC3013", Severity.Info, "no normalization is put behind it: {0}", "nothing");

    /// <summary>A text names a pass that does not exist.</summary>
    public static DiagnosticDescriptor UnknownPass => new("DC3020", Severity.Error, "there is no pass '{0}' among {1}", "correct the name");

    /// <summary>A text gives a pass something it does not take.</summary>
    public static DiagnosticDescriptor UnknownPassParameter => new("DC3021", Severity.Error, "pass '{0}' has no parameter '{1}'", "leave it out");
}
