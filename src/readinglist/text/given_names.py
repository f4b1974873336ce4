"""Given names that are frequent in many countries: where one stands, two words are a person.

"Andy Coot" and "Deep Wading" have the same form. A name that is not here proves nothing.
"""

from __future__ import annotations

GIVEN_NAMES = frozenset(
    """
    Aaron Abdul Abigail Abraham Achim Ada Adam Adrian Agnes Ahmad Ahmed Aidan Aisha Ajay Akira Alan Albert
    Alberto Alec Alejandro Aleksandr Alessandro Alex Alexander Alexandra Alexandre Alexei Alexis Alfonso
    Alfred Ali Alice Alicia Alison Allan Allen Amanda Amara Amina Amir Amit Amos Amy Ana Anders Andre
    Andrea Andreas Andrei Andrej Andres Andrew Andy Angela Anil Anita Anjali Ann Anna Anne Annette Annie
    Anthony Antoine Anton Antonio Arjun Arne Arnold Arthur Arun Ashish Astrid Audrey Axel Aylin Barbara
    Beatrice Beatriz Ben Benedict Benjamin Bernard Bernd Bernhard Bertrand Beth Betty Bill Bjarne Bob
    Boris Brad Brandon Brenda Brendan Brian Bruce Bruno Bryan Camille Carl Carla Carlo Carlos Carmen Carol
    Caroline Catherine Cecilia Celine Chandra Charles Charlotte Chelsea Cheng Chiara Chloe Chris Christian
    Christina Christine Christoph Christopher Claire Clara Claude Claudia Clifford Colin Craig Cristina
    Cynthia Dan Daniel Daniela Daphne David Deborah Deepak Denis Dennis Derek Diana Diane Diego Dieter
    Dimitri Dirk Dmitri Dominic Donald Donna Dorothy Doug Douglas Duncan Earl Edgar Edith Eduardo Edward
    Edwin Eileen Elaine Eleanor Elena Eli Elias Elizabeth Ella Ellen Emil Emilia Emily Emma Enrique Eric
    Erica Erik Erika Ernest Erwin Esther Ethan Eugene Eva Evan Evelyn Fabian Fatima Federico Felipe Felix
    Fernando Fiona Florence Florian Francesca Francesco Francis Francisco Franck Francois Frank Franz Fred
    Frederic Frederick Fritz Gabriel Gabriela Gary Gavin Geoffrey Georg George Georges Gerald Gerard Gerd
    Gerhard Gertrude Giovanni Giulia Giuseppe Gloria Gordon Grace Graham Greg Gregory Guido Guillaume
    Gustav Guy Hannah Hans Hao Harald Harold Harriet Harry Haruki Hassan Heather Heidi Heike Heinrich
    Heinz Helen Helena Helene Helmut Henri Henrik Henry Herbert Herman Hermann Hilary Hiroshi Howard Hugh
    Hugo Hussein Ian Ibrahim Igor Ines Ingrid Irene Iris Isaac Isabel Isabella Ivan Jack Jacob Jacqueline
    Jacques Jakob James Jan Jane Janet Jason Javier Jay Jean Jeff Jeffrey Jennifer Jenny Jeremy Jerome
    Jerry Jessica Jesus Jill Jim Jo Joan Joanna Joaquin Joe Joel Johan Johann Johannes John Jon Jonas
    Jonathan Jorge Jose Josef Joseph Joshua Joyce Juan Judith Judy Julia Julian Julie Jurgen Justin Jutta
    Karen Karin Karl Katarina Kate Katherine Kathleen Kathryn Katie Kazuo Keith Kelly Ken Kenneth Kenji
    Kevin Kim Kimberly Klaus Kofi Konrad Kristen Kristin Kumar Kurt Kyle Lars Laura Lauren Laurent
    Lawrence Lea Lee Leila Leo Leon Leonard Leslie Liam Lilian Linda Lisa Lorenzo Louis Louise Luc Luca
    Lucas Lucia Lucy Luis Luise Lukas Luke Lynn Madeleine Magnus Mahmoud Manfred Manuel Marc Marcel Marco
    Marcus Margaret Maria Marianne Marie Marina Mario Marion Marjorie Mark Markus Marta Martha Martin Mary
    Masato Mateo Matt Matteo Matthew Matthias Maurice Max Maya Megan Mehmet Mei Melanie Melissa Michael
    Michel Michele Michelle Miguel Mikael Mike Mikhail Milan Mina Miriam Mohamed Mohammad Mohammed Moritz
    Muhammad Nadia Nancy Naomi Natalia Natalie Natasha Nathan Neil Nicholas Nick Nicola Nicolas Nicole
    Nikolai Nikos Nils Nina Noah Noam Nora Norbert Norman Olaf Oleg Olga Oliver Olivia Olivier Omar Oscar
    Otto Pablo Pamela Paola Paolo Patricia Patrick Paul Paula Pedro Peggy Per Pete Peter Petra Philip
    Philipp Philippe Pierre Pieter Priya Rachel Rafael Rahul Rainer Raj Rajesh Ralf Ralph Ramon Randall
    Raphael Raul Ravi Raymond Rebecca Reinhard Rene Ricardo Richard Rita Rob Robert Roberta Roberto Robin
    Rodney Rodrigo Roger Roland Rolf Roman Ron Ronald Rosa Rosalind Rose Roy Rudolf Russell Ruth Ryan
    Salvatore Sam Samantha Samuel Sandra Sanjay Sara Sarah Sasha Scott Sean Sebastian Serge Sergei Sergey
    Sharon Shirley Shreya Sigmund Silvia Simon Simone Sofia Sonia Sophia Sophie Stefan Stefano Stella
    Stephan Stephanie Stephen Steve Steven Stuart Sunil Susan Susanne Suzanne Sven Sylvia Takashi Tamara
    Tanya Tara Tatiana Ted Teresa Terrence Terry Theodor Theodore Theresa Thomas Tim Timothy Tobias Todd
    Tom Tomas Toni Tony Tyler Ulrich Ulrike Ursula Uwe Valerie Vanessa Vera Veronica Victor Victoria Vijay
    Viktor Vincent Virginia Vladimir Walter Wayne Wendy Werner Wilhelm Will William Wolfgang Xavier Yann
    Yannis Yasmin Yoshua Yuki Yuri Yusuf Yves Yvonne Zachary Zoe
    """.split()  # noqa: SIM905
)
"""Frequent given names, without accents."""
