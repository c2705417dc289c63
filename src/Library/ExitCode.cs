using DepthCompress.GraphIR;

namespace DepthCompress;

/// <summary>What the process answers with.</summary>
internal enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>A target or a gate was missed; nothing is broken.</summary>
    Missed = 1,

    /// <summary>The command line or the configuration is wrong.</summary>
    BadUsage = 2,

    /// <summary>A model, a plan, a table or data is wrong, or an output cannot be written.</summary>
    BadInput = 3,

    /// <summary>Something the command needs is not on this machine.</summary>
    EnvironmentLacks = 4,

    /// <summary>Our mistake.</summary>
    Internal = 5,

    /// <summary>Stopped by the user, as shells count it: 128 and the number of the signal.</summary>
    Interrupted = 130,
}

/// <summary>From codes of diagnostics to exit codes.</summary>
internal static class ExitCodes
{
    /// <summary>Codes of data and configuration that are mistakes of the command line and not of what it names.</summary>
    private static readonly ImmutableHashSet<string> Usage =
        ["DC2001", "DC2002", "DC2003", "DC2004", "DC2020", "DC2025", "DC2030", "DC2031", "DC2101", "DC2102", "DC2103", "DC2104",
            "DC2105", "DC2108", "DC2109", "DC2640", "DC2675", "DC2663", "DC2664", "DC2680", "DC2683", "DC2697", "DC2691", "DC2692", "DC2730", "DC2731", "DC2732", "DC2733",
            "DC3362", "DC3363", "DC3364", "DC3367"];

    /// <summary>What the process answers when this diagnostic stops a command.</summary>
    internal static ExitCode Of(DiagnosticDescriptor descriptor) => descriptor.Code switch
    {
        "DC2740" or "DC3201" or "DC3360" or "DC4303" or "DC4304" => ExitCode.Missed,
        "DC2110" or "DC2610" => ExitCode.Interrupted,
        var code when Usage.Contains(code) => ExitCode.BadUsage,
        _ => descriptor.Code[2] switch
        {
            '1' or '2' or '3' => ExitCode.BadInput,
            '4' => ExitCode.EnvironmentLacks,
            '5' => ExitCode.Missed,
            _ => ExitCode.Internal,
        },
    };
}
