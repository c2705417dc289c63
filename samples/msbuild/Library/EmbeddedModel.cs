namespace Samples;

/// <summary>A model inside of an assembly.</summary>
public static class EmbeddedModel
{
    /// <summary>Its bytes.</summary>
    public static Stream Open() => typeof(EmbeddedModel).Assembly.GetManifestResourceStream("resnet20-shapes10.onnx")!;
}
