using System.Runtime.InteropServices;

namespace DepthCompress.TestKit;

/// <summary>Says what is missing on this machine, in words for whoever reads why a test was skipped.</summary>
public static class Needs
{
    private static readonly ImmutableDictionary<Need, string?> Reasons = Enum.GetValues<Need>().ToImmutableDictionary(need => need, Find);

    /// <summary>Why the first of the needs that is not met is not met; null when all are.</summary>
    public static string? WhyNot(params ReadOnlySpan<Need> needs)
    {
        foreach (var need in needs)
        {
            if (Reasons[need] is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static string? Find(Need need) => need switch
    {
        Need.Models => SharedFolder.Models.IsEmpty || SharedFolder.ModelFiles().IsEmpty ? Folder("DEPTHCOMPRESS_MODELS", "data/models") : null,
        Need.Golden => SharedFolder.Golden is null ? Folder("DEPTHCOMPRESS_GOLDEN", "golden") : null,
        Need.Data => SharedFolder.Data is null ? Folder("DEPTHCOMPRESS_DATA", "data") : null,
        Need.Conformance => SharedFolder.Conformance is null
            ? "the ONNX backend test data is missing: install libonnx-testdata, or name its folder in DEPTHCOMPRESS_CONFORMANCE"
            : null,
        Need.OnnxRuntime => CanLoad("onnxruntime") ? null : "the native library of ONNX Runtime is missing: run ./build.sh restore",
        Need.LibTorch => CanLoad("torch_bridge") ? null : "libtorch, or the bridge to it, is missing: install libtorch-dev and run ./build.sh restore",
        Need.ImageLibraries => NativeLibrary.TryLoad("libturbojpeg.so.0", out _) && NativeLibrary.TryLoad("libpng16.so.16", out _)
            ? null
            : "libjpeg-turbo or libpng is missing: install libturbojpeg0 and libpng16-16",
        Need.Packages => Path.Exists(Path.Combine(RepositoryRoot.Path, "artifacts", "packages", "complete"))
            ? null
            : "there are no packages: run ./build.sh pack",
        Need.Browser => BrowserProgram.Path is not null ? null : "there is no chromium: run ./build.sh test, install it, or name it in CHROMIUM",
        Need.Slurm => ((string[])["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch"])
            .FirstOrDefault(program => !File.Exists(program)) is { } missing ? $"'{missing}' is missing: ./build.sh slurm installs Slurm and runs these tests"
            : Environment.IsPrivilegedProcess ? null : "daemons of Slurm are started by root only",
        Need.OtherUser => OtherUser.WhyNot,
        _ => throw new ArgumentOutOfRangeException(nameof(need)),
    };

    private static string Folder(string variable, string place) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named
        ? $"{variable} names '{named}', where nothing is found"
        : $"{variable} is not set and nothing is found in ../shared/{place}";

    private static bool CanLoad(string library)
    {
        var file = OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";
        return NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, file), out _);
    }
}
