namespace DepthCompress.GraphIR;

/// <summary>Recognizes by their first bytes the files that are passed for ONNX models by mistake.</summary>
internal static class FileKinds
{
    private static readonly (int Offset, byte[] Magic, string Kind)[] All =
    [
        (0, "PK\x03\x04"u8.ToArray(), "it is a zip archive, such as a PyTorch checkpoint; export the network with torch.onnx.export"),
        (4, "TFL3"u8.ToArray(), "it is a TensorFlow Lite model; convert it with tf2onnx"),
        (4, "ORTM"u8.ToArray(), "it is an ONNX Runtime model (.ort); pass the .onnx file it was made from"),
        (0, "version https://git-lfs"u8.ToArray(), "it is a git-lfs pointer; fetch the file itself with 'git lfs pull'"),
        (0, [0x89, (byte)'H', (byte)'D', (byte)'F'], "it is an HDF5 file, such as a Keras model; convert it with tf2onnx"),
        (0, "GGUF"u8.ToArray(), "it is a GGUF file"),
        (0, [0x1F, 0x8B], "it is compressed with gzip; unpack it first"),
        (0, [0x80, 0x02], "it is a Python pickle, such as a PyTorch checkpoint; export the network with torch.onnx.export"),
        (0, [0x80, 0x04], "it is a Python pickle, such as a PyTorch checkpoint; export the network with torch.onnx.export"),
        (0, "<"u8.ToArray(), "it is HTML or XML, such as the page of a failed download"),
        (0, "{"u8.ToArray(), "it is text, probably JSON"),
    ];

    /// <summary>What the bytes are instead of an ONNX model, or null where nothing speaks against one.</summary>
    public static string? OtherThanOnnx(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "the file is empty";
        }

        foreach (var (offset, magic, kind) in All)
        {
            if (bytes.Length >= offset && bytes[offset..].StartsWith(magic))
            {
                return kind;
            }
        }

        return null;
    }
}
