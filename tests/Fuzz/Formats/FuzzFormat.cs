namespace DepthCompress.Fuzz;

/// <summary>A kind of file that the program reads: what sound ones look like, how to spoil one, and how it is read.</summary>
internal abstract class FuzzFormat
{
    /// <summary>Its name on the command line and its folder in the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>Sound files to begin with.</summary>
    public abstract IEnumerable<byte[]> Seeds { get; }

    /// <summary>Files longer than this are not kept for further changes.</summary>
    public virtual int Longest => 1 << 14;

    /// <summary>Reads a file as the program does, and asks of it what the program would ask.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="scratch">A path where it may be put, if it must be a file.</param>
    /// <returns>What became of it in a word or two; files that fare alike say the same.</returns>
    /// <exception cref="GraphIR.DiagnosticException">It is refused.</exception>
    public abstract string Load(byte[] bytes, string scratch);

    /// <summary>A file that differs a little, or is made of two.</summary>
    public virtual byte[] Change(byte[] bytes, byte[] other, Random random) => ByteMutator.Change(bytes, other, random);
}
