using System.Text;

namespace DepthCompress.GraphIR;

/// <summary>
/// Reads files that hold their contents. A pipe that nobody writes is waited for without end, a device may never end: neither is opened,
/// unless whoever started the process handed it over open (<c>/dev/stdin</c>, <c>/dev/fd/3</c>).
/// </summary>
public static class PlainFile
{
    /// <summary>What stands in the place of a file that does not hold its contents.</summary>
    public const string Refusal = "it is a device or a pipe";

    /// <summary>What stands in the place of a file of which nobody may know whether it is there.</summary>
    public const string Hidden = "its folder may not be looked into";

    /// <summary>Opens a file to be read from its beginning.</summary>
    /// <exception cref="IOException">It is missing, cannot be read, or is a device or a pipe.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static FileStream OpenRead(string path) =>
        IsRefused(path) ? throw new IOException(Refusal) : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="IOException">As for <see cref="OpenRead"/>, or it is larger than memory can hold in one piece.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static byte[] ReadAllBytes(string path) => IsRefused(path) ? throw new IOException(Refusal) : File.ReadAllBytes(path);

    /// <summary>The text of a file, of at most so many bytes.</summary>
    /// <exception cref="IOException">As for <see cref="OpenRead"/>, or it is longer.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static string ReadAllText(string path, long longest = 64 << 20)
    {
        using var file = OpenRead(path);
        using var text = new MemoryStream();
        var piece = new byte[1 << 16];
        while (file.Read(piece) is > 0 and var read)
        {
            text.Write(piece.AsSpan(0, read));
            if (text.Length > longest)
            {
                throw new IOException($"it is larger than {longest >> 20} MiB");
            }
        }

        text.Position = 0;
        using var reader = new StreamReader(text, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Whether a file that seems to be missing may be there, in a folder that may not be looked into.</summary>
    public static bool IsHidden(string path)
    {
        try
        {
            File.OpenHandle(path).Dispose();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return !Path.Exists(path);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsRefused(string path) => !FileLinks.IsPlain(path) && !Directory.Exists(path) && !IsHandedOver(path);

    private static bool IsHandedOver(string path) => Path.GetFullPath(path) is "/dev/stdin" or ['/', 'd', 'e', 'v', '/', 'f', 'd', '/', ..];
}
