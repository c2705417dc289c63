using System.IO.Enumeration;
using DepthCompress.GraphIR;

namespace DepthCompress.Runtime.Data;

/// <summary>
/// A folder with one folder of JPEG and PNG files for each class; classes and files in the order of their names. Everything is decoded
/// when it is opened, to know what is whole, and stays in memory as far as <see cref="MostMemory"/> goes.
/// </summary>
internal sealed class ImageFolder : IImageSource
{
    private const long MostMemory = 2L << 30;
    private const int MostTogether = 64;
    private const int MostNumbersTogether = 1 << 28;

    private readonly List<ImageFile> images = [];
    private long memory;

    private ImageFolder(string name, ImageShape shape, ImmutableArray<string> classNames) =>
        (Name, Shape, ClassNames) = (name, shape, classNames);

    public string Name { get; }

    public int Count => images.Count;

    public ImageShape Shape { get; }

    public bool HasLabels => true;

    public ImmutableArray<string> ClassNames { get; }

    /// <summary><c>imagefolder:DIR?size=224&amp;split=test</c>; the split where there are folders train and test (or val).</summary>
    public static IImageSource Open(SourceRequest request)
    {
        var size = request.Options.Integer("size", 1, ImageShape.MostPixels);
        var split = HasSplits(request.Path) ? request.Options.Choice("split", "test", "train") : null;
        request.Options.Complete();
        var root = split is null ? request.Path : FolderOf(request.Path, split)!;
        if (!Directory.Exists(root))
        {
            throw DiagnosticCatalog.DataMissing.Error(root);
        }

        var folders = Unless(() => Directory.GetDirectories(root).Order(StringComparer.Ordinal).ToArray());
        ImmutableArray<string> classes = [.. folders.Select(path => ShownText.Of(Path.GetFileName(path)))];
        var files = Unless(() => folders.SelectMany((path, label) => FilesOf(path).Select(file => (file, label))).ToArray());
        if (files.Length == 0)
        {
            const string wanted = "one folder for each class, with .jpg, .jpeg or .png files";
            throw DiagnosticCatalog.DataFileMissing.Error(root, split ?? "labeled", wanted);
        }

        var shape = size is { } side ? new ImageShape(3, side, side) : FirstShape(request.Name, files);
        var folder = new ImageFolder(request.Name, shape, classes);
        folder.Read(files, isResized: size is not null, request);
        return folder;
    }

    /// <exception cref="DiagnosticException">A folder cannot be read.</exception>
    private static T Unless<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw DiagnosticCatalog.DataUnreadable.Error(null, problem.Message.TrimEnd('.'));
        }
    }

    /// <summary>Whether training and test images lie in folders of their own.</summary>
    public static bool HasSplits(string path) => FolderOf(path, "train") is not null && FolderOf(path, "test") is not null;

    public void Read(int index, Span<float> pixels)
    {
        var planes = images[index].Planes ?? Planes(images[index].Path);
        for (var i = 0; i < planes.Length; i++)
        {
            pixels[i] = planes[i];
        }
    }

    public int Label(int index) => images[index].Label;

    private static string? FolderOf(string path, string split)
    {
        string[] names = split == "train" ? ["train"] : ["test", "val"];
        return names.Select(name => Path.Combine(path, name)).FirstOrDefault(Directory.Exists);
    }

    /// <summary>The folder of a class may be a link; links to folders inside it are not followed: they may lead round in a circle.</summary>
    private static IEnumerable<string> FilesOf(string folder) => new FileSystemEnumerable<string>(
        folder, (ref entry) => entry.ToSpecifiedFullPath(), new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
    {
        ShouldIncludePredicate = (ref entry) => !entry.IsDirectory,
        ShouldRecursePredicate = (ref entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    }
        .Where(path => ImageDecoder.Extensions.Contains(Path.GetExtension(path).ToLowerInvariant()))
        .Order(StringComparer.Ordinal);

    private void Read((string Path, int Label)[] files, bool isResized, SourceRequest request)
    {
        var unread = new List<ImageFile>();
        var together = Math.Clamp(MostNumbersTogether / Shape.Length, 1, MostTogether);
        foreach (var some in files.Chunk(together).TakeWhile(_ => Count < request.Most))
        {
            var loaded = new ImageFile[some.Length];
            Parallel.For(0, some.Length, i => loaded[i] = Load(some[i].Path, some[i].Label, isResized));
            foreach (var image in loaded)
            {
                if (image.Problem is DiagnosticException problem)
                {
                    throw problem;
                }

                Add(image, unread, request.Most);
            }
        }

        if (unread is [var first, ..])
        {
            var count = unread.Count;
            var skipped = Count == 0 ? throw NoneReadable(Name, count, first) : DiagnosticCatalog.ImagesSkipped;
            request.Diagnostics?.Report(skipped.At(null, Name, count, Count + count, first.Path, Text(first.Problem!)));
        }
    }

    private void Add(ImageFile image, List<ImageFile> unread, int most)
    {
        if (image.Problem is not null)
        {
            unread.Add(image);
        }
        else if (Count < most)
        {
            memory += Shape.Length;
            images.Add(memory <= MostMemory ? image : image with { Planes = null });
        }
    }

    /// <summary>An image as it is kept, or why it is not.</summary>
    private ImageFile Load(string path, int label, bool isResized)
    {
        try
        {
            var image = ImageDecoder.Decode(path);
            return isResized || image.Shape == Shape
                ? new(path, label, image.ToPlanes(Shape), null)
                : throw DiagnosticCatalog.ImageSizesDiffer.Error(path, image.Shape, Shape);
        }
        catch (Exception problem) when (IsOfTheFile(problem) || problem is DiagnosticException)
        {
            return new(path, label, null, problem);
        }
    }

    /// <summary>The size of the first image that can be read.</summary>
    private static ImageShape FirstShape(string name, (string Path, int Label)[] files)
    {
        var unread = new List<ImageFile>();
        foreach (var (path, label) in files)
        {
            try
            {
                return ImageDecoder.Decode(path).Shape;
            }
            catch (Exception problem) when (IsOfTheFile(problem))
            {
                unread.Add(new(path, label, null, problem));
            }
        }

        throw NoneReadable(name, unread.Count, unread[0]);
    }

    private byte[] Planes(string path)
    {
        try
        {
            return ImageDecoder.Decode(path).ToPlanes(Shape);
        }
        catch (Exception problem) when (IsOfTheFile(problem))
        {
            throw DiagnosticCatalog.DataUnreadable.Error(path, $"it has changed since it was opened ({Text(problem)})");
        }
    }

    private static bool IsOfTheFile(Exception problem) =>
        problem is InvalidDataException or IOException or UnauthorizedAccessException;

    private static DiagnosticException NoneReadable(string name, int count, ImageFile first) =>
        DiagnosticCatalog.NoImageReadable.Error(name, count, first.Path, Text(first.Problem!));

    private static string Text(Exception problem) => problem.Message.TrimEnd('.');

    private sealed record ImageFile(string Path, int Label, byte[]? Planes, Exception? Problem);
}
