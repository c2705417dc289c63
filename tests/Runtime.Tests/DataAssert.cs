using DepthCompress.GraphIR;
using DepthCompress.Runtime.Data;

namespace DepthCompress.Runtime.Tests;

/// <summary>What tests of data sources say again and again.</summary>
internal static class DataAssert
{
    public static float[] Pixels(IImageSource source, int index)
    {
        var pixels = new float[source.Shape.Length];
        source.Read(index, pixels);
        return pixels;
    }

    /// <summary>The action stops with this code, and says this.</summary>
    public static void Refuses(string code, string message, Action action)
    {
        var diagnostic = Assert.Throws<DiagnosticException>(action).Diagnostic;
        Assert.Equal((code, message), (diagnostic.Descriptor.Code, diagnostic.Message));
    }
}
