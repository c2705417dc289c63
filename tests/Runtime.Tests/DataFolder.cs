using System.IO.Compression;
using System.Text;

namespace DepthCompress.Runtime.Tests;

/// <summary>A folder for one test's data files; gone with it.</summary>
public sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dc-data-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public string WriteGzip(string name, byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return Write(name, packed.ToArray());
    }

    /// <summary>A NumPy file whose header says what it is told to say.</summary>
    public string WriteNpy(string name, string header, byte[] data, int version = 1)
    {
        var text = Encoding.ASCII.GetBytes(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return Write(name, [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data]);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
