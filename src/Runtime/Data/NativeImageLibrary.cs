using System.Runtime.InteropServices;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>A library of the system that decodes images, loaded when the first image needs it.</summary>
/// <param name="what">The images it decodes.</param>
/// <param name="names">Its file on each platform, tried in this order.</param>
/// <param name="package">What Debian calls it.</param>
internal sealed class NativeImageLibrary(string what, ImmutableArray<string> names, string package)
{
    private readonly Lazy<nint> library = new(() => Load(names));

    /// <summary>The address of a function.</summary>
    /// <exception cref="DiagnosticException">DC4005: the library or the function is missing.</exception>
    public nint this[string function] => library.Value != 0 && NativeLibrary.TryGetExport(library.Value, function, out var address)
        ? address
        : throw DiagnosticCatalog.ImageLibraryMissing.Error(null, what, names[0], package);

    private static nint Load(ImmutableArray<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }
}
