namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>An option was given that the method does not know.</summary>
    public static DiagnosticDescriptor OptionOfAnotherMethod =>
        new("DC2680", Severity.Error, "{0} means nothing to the method '{1}'; it is an option of {2}", "leave it out, or name that method with --method");

    /// <summary>A method learns from labels, and there are none.</summary>
    public static DiagnosticDescriptor LearningWithoutAnswers =>
        new("DC2681", Severity.Error, "the images say nothing that the method '{0}' could learn from: they have no labels",
            "name labelled images, or one of the methods l1, l2, bn and random");

    /// <summary>A JSON file is no report.</summary>
    public static DiagnosticDescriptor ReportUnreadable =>
        new("DC2682", Severity.Error, "this report cannot be drawn: {0}", "write it with 'prune --report FILE.json' or 'compress --report FILE.json'");

    /// <summary>A method cannot be used with a plan of segments.</summary>
    public static DiagnosticDescriptor NoDepthInPlan =>
        new("DC2683", Severity.Error, "this plan removes channels, and --plan wants one of segments",
            "realize plans of channels with 'apply' or 'finetune'");
}
