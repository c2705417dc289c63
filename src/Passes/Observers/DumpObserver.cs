using System.Text;
using DepthCompress.GraphIR;

namespace DepthCompress.Passes;

/// <summary>Writes the graph before the first pass and after every pass that changed it, as text files numbered in order.</summary>
public sealed class DumpObserver(string folder) : IPassObserver
{
    private int count;

    /// <inheritdoc/>
    /// <exception cref="DiagnosticException">The folder cannot be written to.</exception>
    public void Before(Pass pass, Graph graph, PassContext context)
    {
        if (count == 0)
        {
            Write("input", graph);
        }
    }

    /// <inheritdoc/>
    public void After(Pass pass, Graph before, Graph after, PassContext context)
    {
        if (!ReferenceEquals(before, after))
        {
            Write(pass.Name, after);
        }
    }

    private void Write(string name, Graph graph)
    {
        var path = Path.Combine(folder, $"{count++:00}-{name}.dcir");
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosticException(DiagnosticCatalog.OutputUnwritable.At(null, problem.Message) with { File = folder }, problem);
        }

        AtomicFile.Write(path, force: true, stream => stream.Write(Encoding.UTF8.GetBytes(GraphPrinter.Print(graph))));
    }
}
