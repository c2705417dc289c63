namespace DepthCompress.GraphIR;

public static partial class DiagnosticCatalog
{
    /// <summary>The cache of builds cannot be written.</summary>
    public static DiagnosticDescriptor BuildCacheUnusable => new(
        "DC4300", Severity.Warning, "the cache folder '{0}' cannot be used: {1}",
            "name another with the property DepthCompressCache; until then projects share no work");

    /// <summary>The package holds no program for this platform.</summary>
    public static DiagnosticDescriptor BuildToolMissing => new(
        "DC4301", Severity.Error, "the package DepthCompress.MSBuild holds no program for the platform '{0}'",
        "install the tool (dotnet tool install DepthCompress.Tool) and name it with the property DepthCompressTool");

    /// <summary>The program that a build ran failed.</summary>
    public static DiagnosticDescriptor BuildStepFails => new(
        "DC4302", Severity.Error, "not every model was delivered (the program ended with {0})",
            "see what is said above; building with --verbosity normal tells more");

    /// <summary>A result of the build was not proven.</summary>
    public static DiagnosticDescriptor BuildNotProven => new(
        "DC4303", Severity.Error, "'{0}' made a network that failed its checks, which is not delivered",
            "run the command by hand to see which");

    /// <summary>A build that must reach its target did not.</summary>
    public static DiagnosticDescriptor BuildTargetMissed => new(
        "DC4304", Severity.Error, "no network reaches the target on this machine", "ask for less, allow more loss, or remove FailIfMissed");

    /// <summary>A build delivers something that misses its target.</summary>
    public static DiagnosticDescriptor BuildTargetMissedKept => new(
        "DC4305", Severity.Warning,
            "no network reaches the target on this machine; the best that is certainly not worse, or the original, is delivered",
        "ask for less or allow more loss; FailIfMissed=\"true\" makes this an error");
}
