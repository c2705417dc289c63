namespace DepthCompress.Passes.Planning;

/// <summary>Whether a published method is run as it was meant, or as the program its authors released runs it.</summary>
public enum Fidelity
{
    /// <summary>The exact optimum of the stated problem.</summary>
    Corrected,

    /// <summary>The released program, its slips and its rounding included: for reproducing published plans.</summary>
    Released,
}
